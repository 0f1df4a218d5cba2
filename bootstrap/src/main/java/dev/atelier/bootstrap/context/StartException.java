package dev.atelier.bootstrap.context;

import io.micronaut.context.env.Environment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The service cannot start. The message is one sentence for operators: what failed, which setting, what to do. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** H2's error code for a database file that another process has open. */
    private static final int IN_USE = 90020;

    /** PostgreSQL's SQLSTATEs for a prepared statement that exists already, and for one that does not exist. */
    private static final Set<String> PREPARED_ELSEWHERE = Set.of("42P05", "26000");

    private StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The failure of a start in this environment. */
    static StartException of(Throwable failure, Environment environment) {
        List<Throwable> chain = chain(failure);
        GivenSettings given = new GivenSettings(environment);
        String sentence = database(chain, environment)
                .or(() -> address(chain, environment))
                .or(() -> file(chain, environment))
                .orElseGet(() -> mostSpecific(chain));
        return new StartException(given.describeIn(sentence), failure);
    }

    /** Whether the embedded database is in use by another process. */
    public boolean isDatabaseInUse() {
        return chain(this).stream().anyMatch(StartException::isInUse);
    }

    private static Optional<String> database(List<Throwable> chain, Environment environment) {
        return find(chain, SQLException.class).map(failure -> {
            String url = text(environment, "atelier.database.url").replaceAll("[?;].*", "");
            if (chain.stream().anyMatch(StartException::isInUse)) {
                return "another process has the database open that atelier.database.url names, " + url
                        + "; stop that process, or set another atelier.data-dir, or keep the rows in PostgreSQL, which"
                        + " several processes may share";
            }
            if (chain.stream().anyMatch(StartException::isPreparedElsewhere)) {
                return "the database that atelier.database.url names, " + url + ", is behind a pooler that gives each"
                        + " transaction another connection, such as PgBouncer in transaction mode; add"
                        + " prepareThreshold=0 to the parameters of the URL, or have the pooler work in session mode";
            }
            Throwable last = chain.get(chain.size() - 1);
            String reason = find(chain, UnknownHostException.class)
                    .map(host -> "there is no host " + host.getMessage())
                    .or(() -> find(chain, ConnectException.class).map(Throwable::getMessage))
                    .orElse(last.getMessage());
            return "the database that atelier.database.url names, " + url + ", cannot be used: " + oneLine(reason)
                    + (url.startsWith("jdbc:h2:")
                            ? "; check the folder, which this account has to write to"
                            : "; check that it runs there, and its user and password");
        });
    }

    private static Optional<String> address(List<Throwable> chain, Environment environment) {
        boolean unknown = find(chain, UnknownHostException.class).isPresent()
                || find(chain, UnresolvedAddressException.class).isPresent();
        String port = text(environment, "atelier.port");
        String host = text(environment, "atelier.host");
        return find(chain, BindException.class)
                .map(failure -> failure.getMessage().contains("in use")
                        ? "atelier.port is " + port + ", which another process listens on; stop it or set another port"
                        : failure.getMessage().contains("denied")
                                ? "atelier.port is " + port
                                        + ", which this account may not listen on; set a port above 1023"
                                : "atelier.host is " + host
                                        + ", which is no address of this machine; set one that is, or"
                                        + " 0.0.0.0 for all")
                .or(() -> unknown
                        ? Optional.of("atelier.host is " + host + ", which is no known host; set an address of this"
                                + " machine, or 0.0.0.0 for all")
                        : Optional.empty());
    }

    /** Names the setting whose folder the file is in, if there is one. */
    private static Optional<String> file(List<Throwable> chain, Environment environment) {
        return find(chain, FileSystemException.class)
                .filter(failure -> failure.getFile() != null)
                .map(failure -> folderSetting(failure.getFile(), environment)
                                .map(key -> key + " is " + text(environment, key) + ", but ")
                                .orElse("")
                        + failure.getFile() + " cannot be used (" + reason(failure)
                        + "); set a folder that this account may create and write to");
    }

    private static Optional<String> folderSetting(String file, Environment environment) {
        return environment.getProperties("atelier").entrySet().stream()
                .filter(setting -> setting.getValue() instanceof String folder
                        && folder.length() > 1
                        && (file + "/").startsWith(folder + "/"))
                // A variable is listed with every reading of its underscores; keys have hyphens.
                .max(Comparator.<Map.Entry<String, Object>>comparingInt(
                                setting -> setting.getValue().toString().length())
                        .thenComparing(setting -> setting.getKey()
                                .chars()
                                .filter(letter -> letter == '-')
                                .count()))
                .map(setting -> Settings.PREFIX + setting.getKey());
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "this account may not";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        return failure.getReason() == null ? "no such folder" : failure.getReason();
    }

    /** The innermost message is the most specific, for example the name of the setting. */
    private static String mostSpecific(List<Throwable> chain) {
        return chain.stream()
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .reduce((outer, inner) -> inner)
                .orElseGet(() -> chain.get(0).toString());
    }

    private static boolean isInUse(Throwable failure) {
        return failure instanceof SQLException sql && sql.getErrorCode() == IN_USE;
    }

    private static boolean isPreparedElsewhere(Throwable failure) {
        return failure instanceof SQLException sql && PREPARED_ELSEWHERE.contains(String.valueOf(sql.getSQLState()));
    }

    private static <T extends Throwable> Optional<T> find(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    private static String oneLine(String text) {
        return text == null ? "no reason given" : text.replaceAll("\\s+", " ").strip();
    }

    private static String text(Environment environment, String key) {
        return environment.getProperty(key, String.class).orElse("");
    }
}
