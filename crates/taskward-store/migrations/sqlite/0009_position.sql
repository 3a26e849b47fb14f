-- Where a task was put by hand: a text between those of its neighbours. One that was put nowhere stands where its id says.
ALTER TABLE tasks ADD COLUMN position TEXT;
