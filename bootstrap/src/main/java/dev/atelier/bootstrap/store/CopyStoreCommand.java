package dev.atelier.bootstrap.store;

import dev.atelier.application.util.DaemonThreads;
import dev.atelier.bootstrap.context.CliApplicationContext;
import dev.atelier.persistence.copy.LocationsInRows;
import dev.atelier.persistence.copy.StoreCopy;
import dev.atelier.persistence.copy.StoreCopy.Progress;
import dev.atelier.persistence.copy.StoreCopy.Side;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Copies the files to another store, and has the rows name them there. */
@Command(
        name = "copy",
        description = {
            "Copy all files, with the service stopped, from the folder to a bucket in S3, or back, and have the rows of the"
                    + " database name them there.",
            "Server, region and credentials of S3 are those that the service would use: AWS_ENDPOINT_URL_S3, AWS_REGION,"
                    + " AWS_ACCESS_KEY_ID and so on, with ATELIER_S3_PATH_STYLE.",
            "Can be broken off and repeated: files that are there with the same size and SHA-256 are not sent again. Files"
                    + " of the source are not changed."
        },
        mixinStandardHelpOptions = true)
final class CopyStoreCommand implements Runnable {

    private static final int SECONDS_BETWEEN_REPORTS = 10;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "STORE",
            description = "s3://BUCKET, or file: the folder that the settings name.")
    private String to;

    @Option(
            names = "--from",
            defaultValue = "",
            paramLabel = "STORE",
            description = "As above. Default: the store that the settings name.")
    private String from;

    @Option(
            names = "--read-back",
            description = "Compare what is read back from the target, rather than the SHA-256 that is stored there with"
                    + " each file.")
    private boolean readBack;

    @Override
    public void run() {
        Place target = place("--to", to);
        Place given = from.isEmpty() ? null : place("--from", from);
        CliApplicationContext.with("", context -> {
            copy(context, given == null ? Place.configured(context) : given, target);
            return null;
        });
    }

    private Place place(String option, String text) {
        try {
            return Place.of(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }

    private void copy(ApplicationContext context, Place source, Place target) {
        if (target.equals(source)) {
            throw new ParameterException(spec.commandLine(), "--to: " + target + " is where the files are copied from");
        }
        DataSource database = context.getBean(DataSource.class);
        source.with(
                context,
                from -> target.with(context, to -> {
                    boolean named = LocationsInRows.nameFilesOf(database, from.bucket(), to.bucket());
                    Progress all = copy(from, to, database);
                    if (named && all.files() == 0) {
                        throw new IllegalStateException("rows name files, but none are in " + source
                                + "; check atelier.data-dir, atelier.file-store.folder and --from");
                    }
                    report(all, move(database, from, to), target);
                }));
    }

    private static long move(DataSource database, Side from, Side to) {
        try {
            return LocationsInRows.move(database, from.bucket(), to.bucket());
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "all files are there, but the rows could not be changed; run it again: " + e.getMessage(), e);
        }
    }

    private void report(Progress all, long changed, Place target) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%,d files of %,d bytes are in %s, equal in size and SHA-256; %,d of them were sent now."
                        + " %,d locations in rows were changed.%n",
                all.files(),
                all.bytes(),
                target,
                all.sentFiles(),
                changed);
        out.println("Set " + target.settings() + " before the next start.");
        out.flush();
    }

    private Progress copy(Side from, Side to, DataSource database) {
        PrintWriter err = spec.commandLine().getErr();
        StoreCopy copy =
                new StoreCopy(from, to, () -> LocationsInRows.files(database), readBack, reason -> print(err, reason));
        ScheduledExecutorService reports = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("progress"));
        reports.scheduleAtFixedRate(
                () -> print(err, describe(copy.progress())),
                SECONDS_BETWEEN_REPORTS,
                SECONDS_BETWEEN_REPORTS,
                TimeUnit.SECONDS);
        try {
            return copy.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            reports.shutdownNow();
        }
    }

    private static String describe(Progress progress) {
        return String.format(
                Locale.ROOT,
                "%,d files of %,d bytes are there so far; %,d bytes sent",
                progress.files(),
                progress.bytes(),
                progress.sentBytes());
    }

    private static void print(PrintWriter err, String line) {
        err.println(line);
        err.flush();
    }
}
