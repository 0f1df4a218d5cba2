package dev.atelier.bootstrap.keys;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists keys; only their hashes are stored. */
@Command(name = "list", description = "List the keys, but not their values.", mixinStandardHelpOptions = true)
final class ListKeysCommand implements Runnable {

    private static final String ROW = "%-32s  %-9s  %s%n";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        List<ApiKey> keys = CliApplicationContext.with(
                context -> context.getBean(ApiKeyRepository.class).all());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(ROW, "NAME", "FROM", "ACTS FOR");
        keys.forEach(key -> out.printf(ROW, key.name(), key.origin().name().toLowerCase(Locale.ROOT), actsFor(key)));
        out.flush();
    }

    private static String actsFor(ApiKey key) {
        return key.bound() ? key.user() + " only" : "the user of the call, else " + key.user();
    }
}
