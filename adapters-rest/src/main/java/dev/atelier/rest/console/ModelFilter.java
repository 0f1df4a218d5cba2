package dev.atelier.rest.console;

import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Optional;

/**
 * Which models are shown; what is empty restricts nothing.
 *
 * @param page from 1
 */
record ModelFilter(Optional<CheckpointType> type, Optional<CheckpointStatus> status, int page) {

    /** How many models a page has. */
    static final int PER_PAGE = 20;

    List<CheckpointType> types() {
        return type.stream().toList();
    }

    List<CheckpointStatus> statuses() {
        return status.stream().toList();
    }

    boolean isOf(CheckpointType other) {
        return type.filter(other::equals).isPresent();
    }

    boolean isOf(CheckpointStatus other) {
        return status.filter(other::equals).isPresent();
    }

    /** The query of another page of these. */
    String query(int other) {
        return Frame.query(
                "type",
                type.map(CheckpointType::word).orElse(""),
                "status",
                status.map(CheckpointStatus::word).orElse(""),
                "page",
                Integer.toString(other));
    }

    static long pages(long total) {
        return Math.max(1, (total + PER_PAGE - 1) / PER_PAGE);
    }
}
