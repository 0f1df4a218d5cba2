package dev.atelier.localgpu.webui;

import java.time.Duration;

/**
 * Timeouts of node calls.
 *
 * @param connect for connecting
 * @param answer for a small request, up to the last byte of its response
 * @param job for a generation, from its wait in the node's own queue up to the last byte of its response; also for a
 *     refresh, which waits in that queue, too
 */
public record WebUiTimeouts(Duration connect, Duration answer, Duration job) {

    public WebUiTimeouts {
        requirePositive(connect, "connect");
        requirePositive(answer, "answer");
        requirePositive(job, "job");
    }

    private static void requirePositive(Duration timeout, String name) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout " + name + " is " + timeout + "; it has to be positive");
        }
    }
}
