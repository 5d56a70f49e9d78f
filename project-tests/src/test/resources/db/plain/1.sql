create table customers (id integer primary key, name varchar(100));
insert into customers values (1, 'Ada');

