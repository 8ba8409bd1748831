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
package io.shardflow.localstack.nifi.testflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;

/** A processor for tests of the client: makes one FlowFile per run, counts, keeps state, and writes a bulletin when told "nobody". */
@InputRequirement(Requirement.INPUT_FORBIDDEN)
@CapabilityDescription("For tests: makes greetings.")
@Stateful(scopes = Scope.LOCAL, description = "How many greetings were made.")
public class GreetingSource extends AbstractProcessor implements VerifiableProcessor {

    static final PropertyDescriptor NAME = new PropertyDescriptor.Builder()
            .name("Name")
            .required(true)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor PASSWORD = new PropertyDescriptor.Builder()
            .name("Password")
            .required(true)
            .sensitive(true)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor GREETER = new PropertyDescriptor.Builder()
            .name("Greeter")
            .required(true)
            .identifiesControllerService(Greeting.class)
            .build();

    static final Relationship SUCCESS =
            new Relationship.Builder().name("success").build();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(NAME, PASSWORD, GREETER);
    }

    @Override
    public Set<Relationship> getRelationships() {
        return Set.of(SUCCESS);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final String name = context.getProperty(NAME).getValue();
        if (name.equals("nobody")) {
            getLogger().error("there is nobody to greet");
            context.yield();
            return;
        }
        final String greeting =
                context.getProperty(GREETER).asControllerService(Greeting.class).greet(name);
        final FlowFile made =
                session.write(session.create(), out -> out.write(greeting.getBytes(StandardCharsets.UTF_8)));
        session.transfer(session.putAttribute(made, "name", name), SUCCESS);
        session.adjustCounter("greetings", 1, false);
        try {
            final Map<String, String> state =
                    new HashMap<>(session.getState(Scope.LOCAL).toMap());
            state.merge("made", "1", (before, one) -> Integer.toString(Integer.parseInt(before) + 1));
            session.setState(state, Scope.LOCAL);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog log, final Map<String, String> attributes) {
        return List.of(new ConfigVerificationResult.Builder()
                .verificationStepName("Password")
                .outcome(
                        context.getProperty(PASSWORD).getValue().equals("sesame") ? Outcome.SUCCESSFUL : Outcome.FAILED)
                .explanation("compared")
                .build());
    }
}
