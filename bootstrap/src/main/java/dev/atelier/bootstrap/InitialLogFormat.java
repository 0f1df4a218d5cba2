package dev.atelier.bootstrap;

import ch.qos.logback.core.PropertyDefinerBase;
import java.util.Locale;

/**
 * The format of the log, which is needed before settings are read, so that no file can give it. Text for one that is not
 * known, which the start then rejects.
 */
public final class InitialLogFormat extends PropertyDefinerBase {

    @Override
    public String getPropertyValue() {
        String given = System.getProperty("atelier.log-format", System.getenv("ATELIER_LOG_FORMAT"));
        return given != null && given.strip().toLowerCase(Locale.ROOT).equals("json") ? "json" : "text";
    }
}
