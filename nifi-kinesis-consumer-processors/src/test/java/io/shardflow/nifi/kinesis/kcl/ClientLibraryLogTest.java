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
package io.shardflow.nifi.kinesis.kcl;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.leases.LeaseCleanupManager;

/** With the Logback that writes the log of this JVM, configured as an administrator might. */
class ClientLibraryLogTest {

    private static final String LIBRARY = "software.amazon.kinesis";
    private static final String LOCK_CLIENT = "com.amazonaws.services.dynamodbv2";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    @BeforeEach
    void asNifiComes() throws JoranException {
        configure("<root level='INFO'/>");
    }

    @AfterEach
    void asTheOtherTestsKnowIt() throws JoranException, IOException {
        context.reset();
        final JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try (InputStream file = getClass().getResourceAsStream("/logback-test.xml")) {
            configurator.doConfigure(file);
        }
    }

    @Test
    void leavesWarningsAndErrorsOfTheClientLibrary() {
        assertEquals(Level.INFO, level(LIBRARY + ".coordinator.Scheduler"));

        ClientLibraryLog.quieten();

        assertEquals(Level.WARN, level(LIBRARY + ".coordinator.Scheduler"));
        assertEquals(Level.WARN, level(LOCK_CLIENT + ".AmazonDynamoDBLockClient"));
    }

    @Test
    void takesWhatItSaysOfMetricsButNotTheLevelOfSomebodyElse() throws JoranException {
        ClientLibraryLog.quieten();
        ClientLibraryLog.quieten();
        assertEquals(Level.OFF, level(LIBRARY + ".metrics.CloudWatchMetricsPublisher"));

        configure("<logger name='software.amazon.kinesis' level='INFO'/><root level='INFO'/>");
        ClientLibraryLog.quieten();
        assertEquals(Level.INFO, level(LIBRARY + ".metrics.CloudWatchMetricsPublisher"));
    }

    @Test
    void leavesErrorsOfTheCleanUpAndNotThatARowHasToStay() {
        ClientLibraryLog.quieten();
        ClientLibraryLog.quieten();

        assertEquals(Level.ERROR, level(LeaseCleanupManager.class.getName()));
    }

    @Test
    void changesNothingElse() {
        ClientLibraryLog.quieten();

        for (final String other :
                List.of("software.amazon.awssdk", "com.amazonaws", "io.shardflow", "org.apache.nifi")) {
            assertEquals(Level.INFO, level(other), other);
        }
    }

    @Test
    void obeysALevelInTheLogConfiguration() throws JoranException {
        configure("<logger name='software.amazon.kinesis' level='INFO'/><root level='WARN'/>");

        ClientLibraryLog.quieten();

        assertEquals(Level.INFO, level(LIBRARY));
    }

    @Test
    void obeysALevelOfAPackageAbove() throws JoranException {
        configure("<logger name='software.amazon' level='DEBUG'/><root level='INFO'/>");

        ClientLibraryLog.quieten();

        assertEquals(Level.DEBUG, level(LIBRARY));
    }

    @Test
    void obeysALevelOfAPackageBelow() throws JoranException {
        configure("<logger name='software.amazon.kinesis.leases' level='INFO'/><root level='INFO'/>");

        ClientLibraryLog.quieten();

        assertEquals(Level.INFO, level(LIBRARY + ".leases.Lease"));
        assertEquals(Level.WARN, level(LIBRARY + ".leader.LeaderDecider"));
    }

    @Test
    void addsNothingToALogThatTakesErrorsOnly() throws JoranException {
        configure("<root level='ERROR'/>");

        ClientLibraryLog.quieten();

        assertEquals(Level.ERROR, level(LIBRARY));
    }

    @Test
    void followsAConfigurationThatIsReadAgain() throws JoranException {
        ClientLibraryLog.quieten();
        configure("<root level='INFO'/>");
        ClientLibraryLog.quieten();
        assertEquals(Level.WARN, level(LIBRARY));

        configure("<logger name='software.amazon.kinesis' level='INFO'/><root level='INFO'/>");
        ClientLibraryLog.quieten();
        assertEquals(Level.INFO, level(LIBRARY));
    }

    @Test
    void doesNothingWhereLogbackIsMissing() throws IOException, ReflectiveOperationException {
        try (WithoutLogback loader = new WithoutLogback()) {
            final Class<?> alone = loader.loadClass(ClientLibraryLog.class.getName());
            assertSame(loader, alone.getClassLoader());

            assertDoesNotThrow(() -> alone.getMethod("quieten").invoke(null));
        }

        assertEquals(Level.INFO, level(LIBRARY));
    }

    private Level level(final String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    /** What Logback does when it finds its file changed: forgets all levels, then reads it. */
    private void configure(final String content) throws JoranException {
        context.reset();
        final JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream(
                ("<configuration>" + content + "</configuration>").getBytes(StandardCharsets.UTF_8)));
    }

    /** Defines the class under test anew and finds nothing of Logback. */
    private static final class WithoutLogback extends URLClassLoader {

        WithoutLogback() {
            super(
                    new URL[] {
                        ClientLibraryLog.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                    },
                    ClientLibraryLogTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("ch.qos.logback.")) {
                throw new ClassNotFoundException(name);
            }
            if (name.startsWith(ClientLibraryLog.class.getName())) {
                final Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
            return super.loadClass(name, resolve);
        }
    }
}
