import { describe, expect, it } from 'vitest';
import { idsIn, ofType, rightsOf, type Synthesised, synthesise } from '../../helpers/stack/synth.ts';

const pull = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];

/** Repositories that the role which pulls the image may read. */
function readable({ resources }: Synthesised): readonly unknown[] {
  const [[, definition] = []] = [
    ...ofType(resources, 'AWS::ECS::TaskDefinition'),
    ...ofType(resources, 'AWS::Batch::JobDefinition'),
  ];
  const { ExecutionRoleArn, ContainerProperties } = definition?.Properties ?? {};
  const [role = ''] = [...idsIn(ExecutionRoleArn), ...idsIn(ContainerProperties)].filter((id) =>
    id.includes('ExecutionRole'),
  );
  return rightsOf(resources, role)
    .filter(({ Action }) => pull.every((action) => Action.includes(action)))
    .flatMap(({ Resource }) => Resource);
}

const images = {
  'eu-west-1.amazonaws.com/faceline@sha256:0': 'arn:aws:ecr:eu-west-1:111122223333:repository/faceline',
  'eu-central-1.amazonaws.com/team/faceline:1.2': 'arn:aws:ecr:eu-central-1:111122223333:repository/team/faceline',
  'eu-central-1.amazonaws.com/faceline:1@sha256:0': 'arn:aws:ecr:eu-central-1:111122223333:repository/faceline',
};

describe.each(['ecs', 'batch'])('whoever pulls the image of the %s fleet', (fleet) => {
  it.each(Object.entries(images))('may read exactly its repository: %s', (image, repository) => {
    const synthesised = synthesise({ fleet, workerImage: `111122223333.dkr.ecr.${image}` });
    expect(readable(synthesised)).toEqual([repository]);
  });

  it('may read the repository of an image that is built here', () => {
    expect(JSON.stringify(readable(synthesise({ fleet, workerImage: undefined })))).toContain('container-assets');
  });

  it('may read no repository for an image from elsewhere', () => {
    expect(readable(synthesise({ fleet, workerImage: 'ghcr.io/faceline/worker:1' }))).toEqual([]);
  });

  it('pulls the image that was named', () => {
    const workerImage = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/faceline@sha256:0';
    const { resources } = synthesise({ fleet, workerImage });
    const types = ['AWS::ECS::TaskDefinition', 'AWS::Batch::JobDefinition'];
    const text = JSON.stringify(types.flatMap((type) => ofType(resources, type)));
    expect(text.replace('"]]', '"')).toContain('111122223333.dkr.ecr.eu-central-1.');
    expect(text).toContain('/faceline@sha256:0"');
  });
});
