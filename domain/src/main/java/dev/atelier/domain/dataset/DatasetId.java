package dev.atelier.domain.dataset;

import java.util.UUID;

/** The id of a dataset. Clients never see it; they know datasets by name. */
public record DatasetId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
