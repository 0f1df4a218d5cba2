package dev.atelier.application.dataset;

import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.dataset.DatasetName;

/** A dataset of that name exists; names are what clients know datasets by. */
public class DatasetExists extends InvalidRequest {

    private static final long serialVersionUID = 1L;

    public DatasetExists(DatasetName name) {
        super("dataset " + name + " already exists, please use another name or delete that one first");
    }
}
