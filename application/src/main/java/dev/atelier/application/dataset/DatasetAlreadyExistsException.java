package dev.atelier.application.dataset;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.dataset.DatasetName;

/** A dataset of that name exists; clients identify datasets by name. */
public class DatasetAlreadyExistsException extends InvalidRequestException {

    private static final long serialVersionUID = 1L;

    public DatasetAlreadyExistsException(DatasetName name) {
        super("dataset " + name + " already exists, please use another name or delete that one first");
    }
}
