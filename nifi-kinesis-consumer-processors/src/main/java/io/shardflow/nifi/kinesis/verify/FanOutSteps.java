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
package io.shardflow.nifi.kinesis.verify;

import io.shardflow.nifi.kinesis.retrieve.FanOutConsumer;
import io.shardflow.nifi.kinesis.status.Call;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;

/**
 * The steps that ask about the consumer for enhanced fan-out. A subscription would take the records of a shard from a worker
 * that reads, and a registration costs money, so neither is tried.
 */
final class FanOutSteps {

    static final String DESCRIBE = "kinesis:DescribeStreamConsumer";
    static final String REGISTER = "kinesis:RegisterStreamConsumer";
    static final String SUBSCRIBE = "kinesis:SubscribeToShard";

    private FanOutSteps() {}

    /** @param stream name of the stream, for the text of a failure */
    static void run(
            final FanOutConsumer consumer,
            final String name,
            final String stream,
            final Questions questions,
            final Findings findings) {
        final Optional<Optional<ConsumerDescription>> answer =
                questions.ask(DESCRIBE, new Call(Call.KINESIS, "DescribeStreamConsumer", stream), consumer::describe);
        answer.ifPresent(found -> findings.good(
                DESCRIBE,
                found.map(known -> "Allowed. The consumer \"%s\" is registered and %s."
                                .formatted(name, known.consumerStatusAsString()))
                        .orElse("Allowed. There is no consumer \"%s\" yet; a start registers it.".formatted(name))));
        if (answer.isPresent() && answer.get().isEmpty()) {
            findings.open(
                    REGISTER, "Not asked, because AWS charges for a registered consumer as long as it is registered.");
        }
        findings.open(SUBSCRIBE, "Not asked, because it would take a shard from a worker that reads.");
    }
}
