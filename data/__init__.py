"What the package ships: the pretrained tiny backbone and the tables of results. Read it with `importlib.resources.files`."
