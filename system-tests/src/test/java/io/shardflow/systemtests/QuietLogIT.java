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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.nifi.NifiLog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the consumer and its client library write into the log of a NiFi that has the log configuration it comes with. */
@ExtendWith(Shardflow.class)
@Tag("long")
class QuietLogIT {

    private static final List<String> OURS =
            List.of("io.shardflow", "software.amazon", "com.amazonaws", "io.netty", "io.reactivex");

    private final NifiLog log = new NifiLog(Shardflow.stack().service(Part.NIFI).log());

    @Test
    void anIdleConsumerWritesAtMostTenLinesAMinute() throws SQLException {
        try (Run run = Run.of("quiet-idle")) {
            run.start();
            run.produce(100);
            run.awaitAll();

            log.fromNowOn();
            pass(Duration.ofMinutes(1));

            assertThat(log.lines().stream().filter(line -> line.isOf(OURS))).hasSizeLessThanOrEqualTo(10);
        }
    }

    private static void pass(final Duration time) {
        final long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
