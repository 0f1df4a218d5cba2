package dev.atelier.bootstrap;

import dev.atelier.bootstrap.context.StartException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints one sentence instead of a stack trace; the log has the trace at debug level. */
final class ConciseExceptionHandler implements IExecutionExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ConciseExceptionHandler.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        LOG.debug("{} failed", command.getCommandName(), failure);
        command.getErr().println("atelier: " + sentence(failure));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The innermost message is the most specific, for example the name of the setting. */
    private static String sentence(Throwable failure) {
        Deque<Throwable> chain = new ArrayDeque<>();
        for (Throwable cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            if (cause instanceof StartException) {
                return cause.getMessage();
            }
            chain.push(cause);
        }
        return chain.stream()
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .findFirst()
                .orElseGet(failure::toString);
    }
}
