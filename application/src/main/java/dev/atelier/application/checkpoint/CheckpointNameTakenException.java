package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequestException;

/** A checkpoint file of that name exists; inferences refer to models by these names. */
public class CheckpointNameTakenException extends InvalidRequestException {

    private static final long serialVersionUID = 1L;

    public CheckpointNameTakenException(String name) {
        super(name + " already exists, please use another or rename/delete exists");
    }
}
