SELECT * FROM seeds.facilities
