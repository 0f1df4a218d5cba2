package dev.atelier.bootstrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.atelier.persistence.outage.DatabaseWatch;
import dev.atelier.persistence.outage.LostConnection;

/**
 * Leaves out of the log what fails only because the database is away, request by request and loop by loop: {@link
 * DatabaseWatch} logs that, once for all.
 */
public final class LostConnectionFilter extends Filter<ILoggingEvent> {

    @Override
    public FilterReply decide(ILoggingEvent event) {
        boolean lost = event.getThrowableProxy() instanceof ThrowableProxy proxy
                && LostConnection.isIn(proxy.getThrowable())
                && !event.getLoggerName().equals(DatabaseWatch.class.getName());
        if (lost) {
            DatabaseWatch.lost(((ThrowableProxy) event.getThrowableProxy()).getThrowable());
        }
        return lost ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
