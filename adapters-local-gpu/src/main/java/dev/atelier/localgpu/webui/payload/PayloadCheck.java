package dev.atelier.localgpu.webui.payload;

import java.util.Map;
import java.util.Set;

/** Validates a payload before it is sent to a node. */
public interface PayloadCheck {

    /** @throws dev.atelier.domain.InvalidRequestException if it contains what clients must not set */
    void check(Map<String, Object> payload);

    /** By field of the payload, which of its members the node is not given. */
    Map<String, Set<String>> leftOut(Map<String, Object> payload);

    /** Whether the script does nothing with these arguments. */
    boolean isOff(String title, Object args);
}
