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
package io.shardflow.localstack.chaos.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.workload.StreamSearch;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.KinesisClient;

@Timeout(120)
class LoadTest {

    private static final int PER_SECOND = 1_000;
    private static final int MANY = 1_000_000;

    @Test
    void nothingIsPutWhileItRestsAndAllIsKnownThatWasPut() {
        try (LocalStack stack = LocalStack.builder().with(Part.KINESIS).start();
                KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, "resting", 1);
            final Load load = new Load(kinesis, "resting", PER_SECOND);
            await().until(() -> load.produced().count() > 0);
            load.rest();
            final long put = load.produced().count();
            final BitSet any = new BitSet();
            any.set(0, MANY);
            assertThat(new StreamSearch(kinesis, "resting").find(any)).hasSize((int) put);
            assertThat(load.produced().count()).isEqualTo(put);
            load.goOn();
            await().until(() -> load.produced().count() > put);
            load.stop();
        }
    }
}
