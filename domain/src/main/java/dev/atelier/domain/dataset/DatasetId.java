package dev.atelier.domain.dataset;

import java.util.UUID;

/** The id of a dataset. Internal: clients use the name. */
public record DatasetId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
