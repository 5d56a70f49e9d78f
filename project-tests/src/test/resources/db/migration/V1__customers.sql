create table customers (id integer primary key, name varchar(100));
