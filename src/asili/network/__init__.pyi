from asili.network.reading import open_folder as open_folder
