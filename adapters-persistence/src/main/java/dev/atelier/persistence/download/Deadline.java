package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportTransfer;
import java.io.Closeable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.Cancellable;

/** Cancels a request when its time is over, even if the server keeps sending just enough to avoid the read timeout. */
final class Deadline implements Closeable {

    private final Instant time;
    private final Clock clock;
    private final ScheduledFuture<?> end;
    private final ImportTransfer transfer;
    private volatile Cancellable guarded = () -> false;

    Deadline(Instant time, Clock clock, ScheduledExecutorService timer) {
        this(time, clock, timer, new ImportTransfer());
    }

    /** @param transfer also cancels the request when it is stopped */
    Deadline(Instant time, Clock clock, ScheduledExecutorService timer, ImportTransfer transfer) {
        this.transfer = transfer;
        this.time = time;
        this.clock = clock;
        // Rounded up, with a millisecond for the difference of the clocks: when the timer fires, the time is over.
        long millis = Math.max(0, Duration.between(clock.instant(), time).toMillis() + 2);
        this.end = timer.schedule(() -> guarded.cancel(), millis, TimeUnit.MILLISECONDS);
    }

    /** Registers the request to cancel; cancels it at once if the time is over. */
    void guard(Cancellable request) {
        guarded = request;
        transfer.onStop(request::cancel);
        if (isOver()) {
            request.cancel();
        }
    }

    boolean isOver() {
        return !clock.instant().isBefore(time);
    }

    @Override
    public void close() {
        end.cancel(false);
    }
}
