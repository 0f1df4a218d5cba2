package dev.atelier.localgpu.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Removes absolute paths from a trainer's output before clients read it: paths in its work directory become relative to it,
 * of others only the last name is kept. Text is processed as ISO-8859-1, one character per byte, so that it can be split at
 * any position. Immutable.
 */
final class LocalPaths {

    private static final String HIDDEN = "<path>";

    /** One name in a path; the excluded characters end a path unless they are in the name of a known folder. */
    private static final String NAME = "[^\\s/\"'`<>|:;,*?=()\\[\\]{}]++";

    /** The slash that starts a path, not one between words or in a URL other than {@code file:}. */
    private static final String START = "(?:(?<![\\w.~/-])/(?!/)|(?<=\\s-[A-Za-z])/|(?<=file://)/|(?<![:/])/{2,}+)";

    private final Pattern pattern;

    LocalPaths(TrainingWorkDir workDir) {
        Path root = workDir.root().toAbsolutePath().normalize();
        List<Path> known = new ArrayList<>(forms(root.getParent()));
        String own = alternatives(known.stream()
                .map(parent -> parent.resolve(root.getFileName()))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        for (String property : new String[] {"user.home", "user.dir", "java.io.tmpdir"}) {
            known.add(Path.of(System.getProperty(property, "")));
        }
        String others = alternatives(known.stream()
                .filter(Path::isAbsolute)
                .filter(path -> path.getNameCount() > 0 && !path.toString().matches("(/" + NAME + ")+"))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        this.pattern = Pattern.compile("(?<own>(?:" + own + ")(?:/|(?![\\w.-])))|(?<known>(?:" + others
                + ")(?![\\w.-]))|" + START + NAME + "(?:/++" + NAME + ")*+");
    }

    String removedFrom(String text) {
        return new String(removedFromBytes(bytes(text)).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Like {@link #removedFrom}, for text with one character per byte. */
    String removedFromBytes(CharSequence text) {
        return pattern.matcher(text).replaceAll(LocalPaths::replacement);
    }

    /** The last position up to {@code limit} at which the text can be split without splitting a path. */
    int cut(CharSequence text, int limit) {
        Matcher path = pattern.matcher(text);
        while (path.find() && path.start() < limit) {
            if (path.end() > limit) {
                return path.start();
            }
        }
        return limit;
    }

    private static String replacement(MatchResult match) {
        String path = match.group();
        String shown;
        if (match.group(1) != null) {
            shown = path.endsWith("/") ? "" : ".";
        } else {
            shown = match.group(2) != null ? HIDDEN : HIDDEN + path.substring(path.lastIndexOf('/'));
        }
        return Matcher.quoteReplacement(shown);
    }

    /** The path as given, and with symbolic links resolved. */
    private static Set<Path> forms(Path path) {
        try {
            return new LinkedHashSet<>(List.of(path, path.toRealPath()));
        } catch (IOException e) {
            return Set.of(path); // does not exist
        }
    }

    /** A pattern that matches any of these; nothing if there are none. */
    private static String alternatives(Set<Path> paths) {
        return paths.isEmpty()
                ? "(?!)"
                : paths.stream()
                        .map(path -> Pattern.quote(bytes(path.toString())))
                        .collect(Collectors.joining("|"));
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
