package dev.atelier.rest;

import io.micronaut.http.HttpStatus;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The time that one connection's client may take for the headers of a request and for making progress with its body. One
 * instance per connection, used by its event loop.
 */
final class RequestTimeouts {

    private final ConnectionSettings settings;
    private final Consumer<UnreadableRequestException> expired;

    private ScheduledFuture<?> timer;
    private boolean reading;
    private long readingSince;
    private long waited;
    private long received;

    /** @param expired is called once, when a timeout has passed */
    RequestTimeouts(ConnectionSettings settings, Consumer<UnreadableRequestException> expired) {
        this.settings = settings;
        this.expired = expired;
    }

    /** A part of a request's headers arrived, perhaps not the first. */
    void headersBegun(ChannelHandlerContext context) {
        if (timer == null) {
            timer = context.executor()
                    .schedule(
                            () -> expire("the request's headers did not arrive within " + seconds(headerTimeout())),
                            headerTimeout(),
                            TimeUnit.NANOSECONDS);
        }
    }

    void bodyBegun(ChannelHandlerContext context) {
        stop();
        waited = 0;
        received = 0;
        reading = false;
        checkAfter(context, stallTimeout());
    }

    /** This service asks for more of the body. */
    void readRequested() {
        if (!reading) {
            reading = true;
            readingSince = System.nanoTime();
        }
    }

    void bodyReceived(int bytes) {
        waited = waited();
        reading = false;
        received += bytes;
    }

    /** The request is complete, or the connection has ended. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void checkAfter(ChannelHandlerContext context, long nanos) {
        timer = context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        waited = waited();
        readingSince = System.nanoTime();
        if (waited < stallTimeout()) {
            checkAfter(context, stallTimeout() - waited);
        } else if (received >= settings.minBytes()) {
            waited = 0;
            received = 0;
            checkAfter(context, stallTimeout());
        } else {
            expire("less than " + settings.minBytes() + " bytes of the request body arrived within "
                    + seconds(stallTimeout()));
        }
    }

    private long waited() {
        return waited + (reading ? System.nanoTime() - readingSince : 0);
    }

    private void expire(String reason) {
        timer = null;
        expired.accept(new UnreadableRequestException(HttpStatus.REQUEST_TIMEOUT, reason));
    }

    private long headerTimeout() {
        return settings.headerTimeout().toNanos();
    }

    private long stallTimeout() {
        return settings.stallTimeout().toNanos();
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + " s";
    }
}
