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
package io.shardflow.nifi.kinesis.settings;

import java.util.Optional;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;

/** What settings have to keep to with enhanced fan-out. Pure. */
final class FanOutRules {

    /** Kinesis API reference, RegisterStreamConsumer, ConsumerName. */
    private static final int LONGEST_NAME = 128;

    private FanOutRules() {}

    /** The application's name is the consumer's; empty if it can be. */
    static Optional<ValidationResult> longName(final ValidationContext context) {
        if (context.getProperty(ConsumerProperties.CONSUMER_TYPE).asAllowableValue(ConsumerType.class)
                != ConsumerType.ENHANCED_FAN_OUT) {
            return Optional.empty();
        }
        return ConsumerSettings.text(context, ConsumerProperties.APPLICATION_NAME)
                .filter(name -> name.length() > LONGEST_NAME)
                .map(name -> new ValidationResult.Builder()
                        .subject(ConsumerProperties.APPLICATION_NAME.getDisplayName())
                        .input(name)
                        .valid(false)
                        .explanation(
                                "has %d characters, and with %s %s it is also the name of the consumer that is registered with the stream, which has at most %d"
                                        .formatted(
                                                name.length(),
                                                ConsumerProperties.CONSUMER_TYPE.getDisplayName(),
                                                ConsumerType.ENHANCED_FAN_OUT.getDisplayName(),
                                                LONGEST_NAME))
                        .build());
    }
}
