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
package io.shardflow.localstack.chaos.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.chaos.site.Load;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.KinesisClient;

@Timeout(120)
class DirtyEffectTest {

    @Test
    void beginsWithTheFirstBadRecordAndIsMissedIfNoneComes() throws Exception {
        try (LocalStack stack = LocalStack.builder().with(Part.KINESIS).start();
                KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, "dirty", 1);
            final Load load = new Load(kinesis, "dirty", 60);
            final DirtyEffect effect = new DirtyEffect(load, Duration.ofSeconds(60));
            effect.begin();
            assertThat(load.bad().count()).isPositive();
            effect.end();
            load.stop();
            final long bad = load.bad().count();
            assertThatThrownBy(new DirtyEffect(load, Duration.ofMillis(10))::begin)
                    .isInstanceOf(MissedException.class);
            assertThat(load.bad().count()).isEqualTo(bad);
        }
    }
}
