insert into notes (text) values ('one');
