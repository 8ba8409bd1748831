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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.faults.Fault;
import io.shardflow.nifi.kinesis.manage.GuardedState.Deed;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policies of docs/iam.md for ManageKinesisState against every call that it makes: none is refused, none is left over. */
@Tag("long")
class ManageIamPolicyIT {

    @TempDir
    static Path folder;

    @Test
    void lookingNeedsWhatItsPolicyAllowsAndNothingElse() throws Exception {
        try (SinkFixture sink = new SinkFixture(folder.resolve("looking"));
                GuardedState state = new GuardedState(sink)) {
            state.gate.apply(state.looking);
            for (final Deed deed : Deed.values()) {
                StateFixture.report(state.manager(deed, true));
            }
            assertThat(state.gate.refused()).as("the policy is wide enough").isEmpty();
            assertThat(state.gate.seen().keySet())
                    .as("the policy is narrow enough")
                    .isEqualTo(new TreeSet<>(state.looking.grants()));
        }
    }

    @Test
    void everyChangeAndItsFinishingNeedWhatThePolicyAllowsAndNothingElse() throws Exception {
        try (SinkFixture sink = new SinkFixture(folder.resolve("changing"));
                GuardedState state = new GuardedState(sink)) {
            for (final Deed deed : Deed.values()) {
                state.restore(true);
                StateFixture.report(state.manager(deed, false));
                if (deed != Deed.DESCRIBE) {
                    state.restore(true);
                    assertThat(StateFixture.survives(state.dying(deed, 2))).isFalse();
                    assertThat(StateFixture.report(state.finishing())).contains("is finished");
                }
            }
            state.restore(false);
            state.dynamoDb.once("PutItem", new Fault.Truncation(0));
            StateFixture.report(state.manager(Deed.LEDGER, false));

            state.gate.seen().forEach((call, count) -> System.out.printf("%6d %s%n", count, call));
            assertThat(state.gate.refused()).as("the policy is wide enough").isEmpty();
            assertThat(state.gate.seen().keySet())
                    .as("the policy is narrow enough")
                    .isEqualTo(new TreeSet<>(state.changing.grants()));
        }
    }
}
