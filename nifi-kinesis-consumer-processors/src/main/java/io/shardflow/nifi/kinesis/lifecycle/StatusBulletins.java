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
import io.shardflow.nifi.kinesis.status.Notice;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.logging.ComponentLog;

/**
 * Says in the processor's log, and so in bulletins, what the status finds due, and why a start failed. The end of a failure
 * is a warning too: whoever got the bulletin of its beginning should get the other one.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class StatusBulletins {

    private static final Set<Failure.Kind> NEED_A_HAND = EnumSet.of(
            Failure.Kind.DENIED,
            Failure.Kind.CREDENTIALS,
            Failure.Kind.NO_CREDENTIALS,
            Failure.Kind.EXPIRED,
            Failure.Kind.KMS);
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final ConsumerStatus status;
    private final AwsAccess settings;
    private final ComponentLog log;
    private String lastStart;
    private long lastStartAt;

    StatusBulletins(final ConsumerStatus status, final AwsAccess settings, final ComponentLog log) {
        this.status = status;
        this.settings = settings;
        this.log = log;
    }

    /** @param held the shards that this node holds now */
    void look(final Set<String> held) {
        status.holding(held);
        final Permissions permissions = new Permissions(settings, status.streamArn());
        for (final Notice notice : status.due()) {
            final String text = FailureTexts.notice(notice, status.shards(), permissions, settings);
            if (notice.state() == Notice.State.FAILS
                    && NEED_A_HAND.contains(notice.failure().kind())) {
                log.error(text);
            } else {
                log.warn(text);
            }
        }
    }

    /** The same text at most once a minute, and none for a cause that was said in the last minute. */
    void startFailed(final Throwable failure) {
        final String text = ErrorTexts.describe(failure, status, settings);
        final long now = System.nanoTime();
        final boolean repeated = text.equals(lastStart) && now - lastStartAt < REPEAT_NANOS;
        if (repeated || !status.mayReport(failure)) {
            log.info("The consumer could not start or has failed; it tries again. {}", text);
            return;
        }
        lastStart = text;
        lastStartAt = now;
        log.error("The consumer could not start or has failed; it tries again. {}", text);
    }
}
