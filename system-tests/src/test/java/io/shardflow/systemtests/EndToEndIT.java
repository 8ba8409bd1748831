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
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.snowflake.StandInControl;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records of a stream of four shards land in the table once, as produced, whatever happens to NiFi on the way. */
@ExtendWith(Shardflow.class)
class EndToEndIT {

    private static final int ORDERS = 20_000;
    private static final int SOME = ORDERS / 4;

    @Test
    void landsEveryOrderAsProduced() throws SQLException {
        try (Run run = Run.of("e2e-plain")) {
            run.start();
            run.produce(ORDERS);

            run.assertExact(ORDERS);
            assertThat(run.bulletins()).isEmpty();
        }
    }

    @Test
    void goesOnWhereItStoppedWhenItIsStoppedAndStarted() throws SQLException {
        try (Run run = Run.of("e2e-stop-start")) {
            run.start();
            final CompletableFuture<Void> producing = run.produceInBackground(ORDERS);
            run.awaitLanded(SOME);

            run.stop();
            run.start();
            producing.join();

            run.assertExact(ORDERS);
            assertThat(run.bulletins()).isEmpty();
        }
    }

    @Test
    void losesAndDoublesNothingWhenNifiIsKilled() throws SQLException {
        try (Run run = Run.of("e2e-kill")) {
            run.start();
            final CompletableFuture<Void> producing = run.produceInBackground(ORDERS);
            run.awaitLanded(SOME);

            Shardflow.stack().service(Part.NIFI).kill9();
            Shardflow.restartNifi();
            producing.join();

            run.assertExact(ORDERS);
            assertThat(Shardflow.connector().bulletins(-1)).allSatisfy(EndToEndIT::isToBeExpectedAfterAKill);
        }
    }

    @Test
    void doublesNothingWhenNifiDiesBetweenTheCommitInSnowflakeAndItsOwn() throws SQLException {
        try (Run run = Run.of("e2e-commit");
                StandInControl control = new StandInControl(Shardflow.stack().endpoint(Part.SNOWFLAKE))) {
            run.start();
            final CompletableFuture<Void> producing = run.produceInBackground(ORDERS);
            run.awaitLanded(SOME);

            final StandInControl.HeldCommit commit = control.holdNextCommitOf(run.tableName());
            commit.awaitHeld();
            Shardflow.stack().service(Part.NIFI).kill9();
            commit.release();
            Shardflow.restartNifi();
            producing.join();

            run.assertExact(ORDERS);
            assertThat(Shardflow.connector().counter(Connector.SINK, "Rows Recognised"))
                    .as("what was committed before the kill was delivered again and recognised")
                    .isPositive();
        }
    }

    /**
     * The transaction of the NiFi that died holds its lock until Snowflake notices. And while a NiFi starts, the one core of the
     * local Kinesis may be silent for longer than a service of AWS is.
     */
    private static void isToBeExpectedAfterAKill(final Bulletin bulletin) {
        assertThat(bulletin.level()).isEqualTo("WARNING");
        assertThat(bulletin.message()).containsAnyOf("lock", "Kinesis does not answer", "Kinesis works again");
    }
}
