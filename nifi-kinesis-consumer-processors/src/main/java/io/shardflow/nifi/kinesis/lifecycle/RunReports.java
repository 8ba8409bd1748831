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

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Failure;
import java.time.Duration;
import java.util.Set;
import org.apache.nifi.logging.ComponentLog;

/**
 * What a run says to the operator: why it failed and goes on trying, or why it has halted, the latter again every minute
 * while the processor stays started.
 *
 * <p><b>Threading.</b> The run's thread reports, NiFi's trigger threads repeat; guarded by this object's monitor.
 */
final class RunReports {

    private static final Duration REPEAT = Duration.ofSeconds(60);

    private final ConsumerStatus status;
    private final AwsAccess settings;
    private final ComponentLog log;
    private final StatusBulletins bulletins;
    private String halted;
    private long lastSaid;

    RunReports(final ConsumerStatus status, final AwsAccess settings, final ComponentLog log) {
        this.status = status;
        this.settings = settings;
        this.log = log;
        this.bulletins = new StatusBulletins(status, settings, log);
    }

    /** It is tried again. */
    void failed(final Throwable failure) {
        bulletins.startFailed(failure);
    }

    /** Says what the status finds due. @param held the shards that this node holds now */
    void look(final Set<String> held) {
        bulletins.look(held);
    }

    /** The guard could not look; it looks again. Said once a minute at most. */
    void unguarded(final Throwable failure) {
        if (isTimeToRepeat()) {
            log.warn("The state could not be checked: {}", ErrorTexts.describe(failure, status, settings));
        }
    }

    /** An attempt has ended with leases that were to be given up. */
    void notGivenUp(final RuntimeException failure) {
        final String text =
                "This node's leases, or its row in the table, could not be given up; others wait for the fail-over time: {}";
        if (Failure.isDenial(failure)) {
            log.warn(text, ErrorTexts.describe(failure, status, settings));
        } else {
            log.debug(text, failure.toString());
        }
    }

    /** The text names cause and remedy. */
    void halted(final String text) {
        keep(text);
        log.error(text);
    }

    void halted(final Throwable failure) {
        // first what takes no memory: the description may fail as what it describes did
        keep(UnexpectedErrors.UNDESCRIBED);
        final String text = UnexpectedErrors.describe(failure);
        keep(text);
        log.error(text, failure);
    }

    private synchronized void keep(final String text) {
        halted = text;
        lastSaid = System.nanoTime();
    }

    synchronized boolean isHalted() {
        return halted != null;
    }

    void repeatWhyHalted() {
        final String text;
        synchronized (this) {
            text = halted;
        }
        if (text != null && isTimeToRepeat()) {
            log.error(text);
        }
    }

    private synchronized boolean isTimeToRepeat() {
        final long now = System.nanoTime();
        if (lastSaid != 0 && now - lastSaid < REPEAT.toNanos()) {
            return false;
        }
        lastSaid = now;
        return true;
    }
}
