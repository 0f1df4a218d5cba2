package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequest;

/** A checkpoint file of that name exists; file names are what inferences name models by. */
public class NameTaken extends InvalidRequest {

    private static final long serialVersionUID = 1L;

    public NameTaken(String name) {
        super(name + " already exists, please use another or rename/delete exists");
    }
}
