create table entries (id integer primary key, line varchar(100));
