package dev.atelier.localgpu.webui;

import java.util.Map;

/** Checks what a payload says before a node gets it. */
public interface PayloadCheck {

    /** @throws dev.atelier.domain.InvalidRequestException when there is something in it that is not for clients */
    void check(Map<String, Object> payload);

    /** Whether the script does nothing with these arguments. */
    boolean isOff(String title, Object args);
}
