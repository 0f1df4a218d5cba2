package dev.atelier.localgpu.webui;

import java.util.Map;

/** Validates a payload before it is sent to a node. */
public interface PayloadCheck {

    /** @throws dev.atelier.domain.InvalidRequestException if it contains what clients must not set */
    void check(Map<String, Object> payload);

    /** Whether these arguments disable the script. */
    boolean isOff(String title, Object args);
}
