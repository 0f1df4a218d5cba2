package dev.atelier.rest.console;

import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.domain.training.TrainingStatus;
import java.util.Locale;

/** A training for people. */
record TrainingView(TrainingJob job) {

    String path() {
        return "/trainings/" + job.id();
    }

    /** Whether it goes on by itself. */
    boolean isInProgress() {
        return job.status() != TrainingStatus.INITIAL && !job.status().isEnd();
    }

    /** How far it is; empty where that is not known. */
    String progress() {
        TrainingProgress reached = job.progress();
        if (reached.steps() == 0) {
            return "";
        }
        String epoch = reached.epochs() == 0 ? "" : "epoch " + reached.epoch() + " of " + reached.epochs() + ", ";
        return epoch + "step " + reached.step() + " of " + reached.steps();
    }

    /** From 0 to 1, as a text; null where it is not known. */
    String fraction() {
        TrainingProgress reached = job.progress();
        return reached.steps() == 0 ? null : Double.toString((double) reached.step() / reached.steps());
    }

    /** Empty before there is one. */
    String loss() {
        Double loss = job.progress().loss();
        return loss == null ? "" : String.format(Locale.ROOT, "%.4f", loss);
    }

    /** The class of its status in the style sheet. */
    String state() {
        return switch (job.status()) {
            case COMPLETED -> "succeed";
            case FAILED -> "failed";
            case INITIAL, STOPPED -> "ended";
            default -> "busy";
        };
    }
}
