SELECT facility FROM facilities()
