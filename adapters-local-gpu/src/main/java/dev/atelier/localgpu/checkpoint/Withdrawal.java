package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what we placed and what may not stay. Several replicas may do so in one folder. */
final class Withdrawal {

    private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);

    private final CachedModelIndex placed;
    private final SideFiles sideFiles;
    private final InUseFiles inUseFiles;
    private final Clock clock;

    Withdrawal(CachedModelIndex placed, SideFiles sideFiles, InUseFiles inUseFiles, Clock clock) {
        this.placed = placed;
        this.sideFiles = sideFiles;
        this.inUseFiles = inUseFiles;
        this.clock = clock;
    }

    /** Decides whether a placed file may stay. */
    @FunctionalInterface
    interface Rule {

        boolean mayStay(CheckpointType type, CheckpointFileName name, String origin);
    }

    /** @param idle how long nothing must have used a file; more than the time between two calls */
    void run(Rule rule, Duration idle) throws IOException {
        Instant limit = clock.instant().minus(idle);
        for (CachedModelFile file : placed.all()) {
            if (inUseFiles.inUse(file.path())) {
                // Other replicas do not see the pins of this one.
                placed.touch(file);
            } else if (!file.used().isAfter(limit)
                    && !mayStay(rule, file)
                    && inUseFiles.removeUnused(file, placed::withdraw)) {
                LOG.info("Removed {}: no checkpoint is to be used under that name any more", file.path());
            }
        }
    }

    private boolean mayStay(Rule rule, CachedModelFile file) throws IOException {
        return rule.mayStay(file.type(), file.name(), file.origin()) && sideFiles.isHarmless(file);
    }
}
