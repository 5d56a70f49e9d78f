alter table customers add column mail varchar(100);

