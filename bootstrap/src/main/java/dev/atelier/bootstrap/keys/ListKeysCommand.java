package dev.atelier.bootstrap.keys;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists keys; only their hashes are stored. */
@Command(name = "list", description = "List the keys, but not their values.", mixinStandardHelpOptions = true)
final class ListKeysCommand implements Runnable {

    private static final String ROW = "%-32s  %-9s  %-20s  %-20s  %-20s  %s%n";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        List<ApiKeyRepository.Entry> keys = KeysCommand.with(
                context -> context.getBean(ApiKeyRepository.class).entries());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(ROW, "NAME", "FROM", "MADE", "LAST USED", "EXPIRES", "ACTS FOR");
        Instant now = Instant.now();
        keys.forEach(entry -> print(out, entry, now));
        out.flush();
    }

    private static void print(PrintWriter out, ApiKeyRepository.Entry entry, Instant now) {
        ApiKey key = entry.key();
        out.printf(
                ROW,
                key.name(),
                key.origin().name().toLowerCase(Locale.ROOT),
                entry.created().map(ListKeysCommand::time).orElse("unknown"),
                entry.lastUsed().map(ListKeysCommand::time).orElse("never"),
                key.expires().map(ListKeysCommand::time).orElse("never"),
                actsFor(key) + note(entry, now));
    }

    private static String note(ApiKeyRepository.Entry entry, Instant now) {
        if (!entry.key().isValidAt(now)) {
            return "; expired";
        }
        return entry.overlapUntil()
                .filter(now::isBefore)
                .map(until -> "; the secret before works until " + time(until))
                .orElse("");
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String actsFor(ApiKey key) {
        return key.bound() ? key.user() + " only" : "the user of the call, else " + key.user();
    }
}
