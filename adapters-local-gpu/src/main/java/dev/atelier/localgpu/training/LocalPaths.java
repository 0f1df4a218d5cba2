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
 * Takes absolute paths out of what a trainer says, for clients to read: those in its folder become relative to it, of
 * others the last name is left. Text is handled as bytes, one to a character, so that it may be cut anywhere. Immutable.
 */
final class LocalPaths {

    private static final String HIDDEN = "<path>";

    /** What ends a path in a log, unless it is in the name of a folder that is known. */
    private static final String NAME = "[^\\s/\"'`<>|:;,*?=()\\[\\]{}]++";

    /** A slash that begins a path: not one between words, or in a URL that is not of a file. */
    private static final String START = "(?:(?<![\\w.~/-])/(?!/)|(?<=\\s-[A-Za-z])/|(?<=file://)/|(?<![:/])/{2,}+)";

    private final Pattern pattern;

    LocalPaths(TrainingWorkDir folder) {
        Path root = folder.root().toAbsolutePath().normalize();
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

    /** The text without paths. */
    String removedFrom(String text) {
        return new String(removedFromBytes(bytes(text)).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The text, whose characters are bytes, without paths. */
    String removedFromBytes(CharSequence text) {
        return pattern.matcher(text).replaceAll(LocalPaths::replacement);
    }

    /** Where the text can be cut without cutting a path in two: there, or at the beginning of a path before. */
    int cut(CharSequence text, int there) {
        Matcher path = pattern.matcher(text);
        while (path.find() && path.start() < there) {
            if (path.end() > there) {
                return path.start();
            }
        }
        return there;
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

    /** As it is given, and as programs see it that follow links. */
    private static Set<Path> forms(Path path) {
        try {
            return new LinkedHashSet<>(List.of(path, path.toRealPath()));
        } catch (IOException e) {
            return Set.of(path); // not there
        }
    }

    /** A pattern of these; of nothing where there are none. */
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
