create table notes (text varchar(100) not null primary key);
