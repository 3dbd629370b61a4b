create table if not exists visit (id bigint generated always as identity primary key, visitor text not null);
