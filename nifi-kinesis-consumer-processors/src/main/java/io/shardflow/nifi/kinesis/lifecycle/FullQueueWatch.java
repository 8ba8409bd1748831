/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.lifecycle;

import java.time.Duration;
import org.apache.nifi.logging.ComponentLog;

/**
 * Says that NiFi does not come for the records. It triggers no processor one of whose queues is full, and says so nowhere but on
 * the canvas: a queue that nobody empties stops the stream in silence until its retention is over.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class FullQueueWatch {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration REPEAT = Duration.ofMinutes(5);

    private final ComponentLog log;
    private Duration said;

    FullQueueWatch(final ComponentLog log) {
        this.log = log;
    }

    /** @param unasked how long NiFi has not come although records wait; zero if it comes, or none wait */
    void look(final Duration unasked) {
        if (unasked.compareTo(PATIENCE) < 0) {
            if (said != null) {
                said = null;
                log.warn("No records wait for NiFi any more");
            }
        } else if (said == null || unasked.minus(said).compareTo(REPEAT) >= 0) {
            said = unasked;
            log.warn(
                    "Records wait, and NiFi has not triggered this processor for {} s: probably the queue behind success or"
                            + " parse.failure is full. See what holds up the processor behind it, or empty the queue. Nothing is"
                            + " lost while the stream holds its records; lengthen its retention if this may take longer. If no"
                            + " queue is full, NiFi has no thread for the processor, or its Run Schedule is that long",
                    unasked.toSeconds());
        }
    }
}
