package dev.atelier.localgpu.checkpoint;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes installed files that are no longer permitted. Several replicas may do so in one folder. */
final class Withdrawal {

    private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);

    private final CachedModelIndex index;
    private final SideFiles sideFiles;
    private final InUseFiles inUseFiles;
    private final Clock clock;

    Withdrawal(CachedModelIndex index, SideFiles sideFiles, InUseFiles inUseFiles, Clock clock) {
        this.index = index;
        this.sideFiles = sideFiles;
        this.inUseFiles = inUseFiles;
        this.clock = clock;
    }

    @FunctionalInterface
    interface Rule {

        boolean mayStay(CachedModelFile file);
    }

    /** @param idle how long a file must have been unused; longer than the interval between calls */
    void run(Rule rule, Duration idle) throws IOException {
        Instant limit = clock.instant().minus(idle);
        for (CachedModelFile file : index.all()) {
            if (inUseFiles.inUse(file.path())) {
                // Other replicas do not know the pins of this one.
                index.touch(file);
            } else if (!file.used().isAfter(limit)
                    && !mayStay(rule, file)
                    && inUseFiles.removeUnused(file, index::withdraw)) {
                LOG.info("Removed {}: no usable checkpoint has that file any more", file.path());
            }
        }
    }

    private boolean mayStay(Rule rule, CachedModelFile file) throws IOException {
        return rule.mayStay(file) && sideFiles.isHarmless(file);
    }
}
