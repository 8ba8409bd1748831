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

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.ConsumerStatus.Committed;
import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.status.Notice;
import io.shardflow.nifi.kinesis.status.Progress;
import io.shardflow.nifi.kinesis.status.ShardLag;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private static final ShardLag NO_LAG = new ShardLag("shardId-000000000000", 0);

    private final MockComponentLog log = new MockComponentLog("id", this);
    private long seconds = 1_000;
    private final Heartbeat heartbeat = new Heartbeat(() -> TimeUnit.SECONDS.toNanos(seconds), log);

    @Test
    void itBeatsOnceAMinuteAlsoWhenNothingFlowsAndNeverAsAProblem() {
        pass(3 * 60 + 59, progress(0, Duration.ZERO, NO_LAG));
        assertEquals(3, lines().size(), lines()::toString);
        assertEquals(
                "In the last 60 s: 0 records, 0.0 MB. Shards held: 1. Lag: 0.0 s. Failing calls: 0",
                lines().getFirst());
        assertEquals(List.of(), log.getWarnMessages());
    }

    @Test
    void itSaysWhatWasCommittedSinceTheLastAndWhichShardIsWorst() {
        pass(60, progress(100, Duration.ZERO, NO_LAG));
        pass(60, progress(350, Duration.ZERO, NO_LAG, new ShardLag("shardId-000000000001", 2_345)));
        assertEquals(
                "In the last 60 s: 250 records, 0.5 MB. Shards held: 2. Lag: 2.3 s (shardId-000000000001)."
                        + " Failing calls: 0",
                lines().getLast());
    }

    @Test
    void itSaysThatNothingIsReadAndHowManyCallsFail() {
        final Notice notice = new Notice(
                Notice.State.FAILS,
                List.of(new Call(Call.DYNAMODB, "Scan", "app"), new Call(Call.DYNAMODB, "Query", "app")),
                new Failure(Failure.Kind.UNREACHABLE, Duration.ZERO, "refused"),
                Duration.ofSeconds(75));
        pass(60, new Progress(List.of(), Duration.ofSeconds(75), List.of(notice), new Committed(0, 0)));
        assertEquals(
                "In the last 60 s: 0 records, 0.0 MB. Shards held: 0. Lag: 75.0 s (nothing is read). Failing calls: 2",
                lines().getLast());
    }

    /** A run that begins long after it was made, as that of a node which becomes primary again, has no minute before it. */
    @Test
    void theFirstMinuteBeginsWithTheFirstLook() {
        seconds += 7_200;
        pass(59, progress(0, Duration.ZERO, NO_LAG));
        assertEquals(List.of(), lines());
    }

    private void pass(final int time, final Progress progress) {
        for (int second = 0; second < time; second++) {
            heartbeat.look(() -> progress);
            seconds++;
        }
        heartbeat.look(() -> progress);
    }

    private List<String> lines() {
        return log.getInfoMessages().stream()
                .map(LogMessage::getMsg)
                .map(message -> message.substring(message.indexOf("In the last")))
                .toList();
    }

    private static Progress progress(final long records, final Duration notReading, final ShardLag... shards) {
        return new Progress(List.of(shards), notReading, List.of(), new Committed(records, records * 2_000));
    }
}
