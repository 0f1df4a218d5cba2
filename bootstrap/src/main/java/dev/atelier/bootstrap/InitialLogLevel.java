package dev.atelier.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.core.PropertyDefinerBase;

/** The level of the log until the settings are read. INFO for one that cannot be read, which the start then rejects. */
public final class InitialLogLevel extends PropertyDefinerBase {

    @Override
    public String getPropertyValue() {
        return Level.toLevel(System.getenv("ATELIER_LOG_LEVEL"), Level.INFO).toString();
    }
}
