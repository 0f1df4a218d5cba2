package dev.atelier.application.inference;

import java.util.regex.Pattern;

/** Recognizes texts that a node could take for a path on its disk or a URL. */
final class NodePaths {

    private static final Pattern PATH_OR_URL = Pattern.compile(
            "\\s*([/\\\\]|~[^/\\\\\\s]*[/\\\\]|[a-z]:[/\\\\]|file:|[a-z][a-z0-9+.-]*://).*|.*(^|[/\\\\])\\.\\.([/\\\\].*|$)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private NodePaths() {}

    static boolean isLike(String text) {
        return PATH_OR_URL.matcher(text).matches();
    }
}
