SELECT beds FROM seeds.facilities_known
